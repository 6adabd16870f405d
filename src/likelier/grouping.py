"""Which accounts share a shard: a function of what there is, whatever order it came in.

Accounts are told apart by the bits of a hash of their id. All of them are one shard while they fit; else those whose
next bit is 0 and those whose next bit is 1 are looked at by themselves (extendible hashing: Fagin, Nievergelt,
Pippenger and Strong 1979). So a new post changes the shard of its account, and at most splits it or moves the account
out of it; every other shard keeps its name and its bytes. A shard's number is its place in that tree, counted from the
top: 0 is all accounts, 1 and 2 are its halves, 3 to 6 the halves of those.
"""

from collections.abc import Iterator, Mapping
from hashlib import blake2b

DEPTH = 24  # bits

# What is larger stands alone: with it, a shard would be split and split again to no use.
ALONE = 0.5  # of the limit


def grouped(sizes: Mapping[str, int], limit: float) -> dict[int, list[str]]:
    """The accounts of each shard, by its number, in order.

    Parameters
    ----------
    sizes : mapping
        The bytes of each account.
    limit : float
        Bytes that a shard should not go beyond. Only accounts that can't be told apart by `DEPTH` bits, and an account
        that is larger by itself, do.
    """
    bits = {account: _bits(account) for account in sorted(sizes)}
    alone = [account for account in bits if sizes[account] > ALONE * limit]
    together = [account for account in bits if sizes[account] <= ALONE * limit]
    found: dict[int, list[str]] = {}
    for account in alone:
        found.setdefault(_number(bits[account], DEPTH), []).append(account)
    for number, accounts in _halved(together, sizes, bits, limit):
        found.setdefault(number, []).extend(accounts)
    return dict(sorted(found.items()))


def _halved(
    accounts: list[str], sizes: Mapping[str, int], bits: Mapping[str, int], limit: float, depth: int = 0
) -> Iterator[tuple[int, list[str]]]:
    if not accounts:
        return
    if depth == DEPTH or sum(sizes[account] for account in accounts) <= limit:
        yield _number(bits[accounts[0]], depth), accounts
        return
    for half in (0, 1):
        chosen = [account for account in accounts if bits[account] >> (DEPTH - 1 - depth) & 1 == half]
        yield from _halved(chosen, sizes, bits, limit, depth + 1)


def _number(bits: int, depth: int) -> int:
    return (1 << depth) - 1 + (bits >> (DEPTH - depth))


def _bits(account: str) -> int:
    return int.from_bytes(blake2b(account.encode("utf-8"), digest_size=DEPTH // 8).digest(), "big")
