"""Several tellings of one account made into one row."""

from datetime import UTC, datetime
from typing import Any

_OLDEST = datetime.min.replace(tzinfo=UTC)  # who doesn't say when it was read, is overruled by who does


def merged(accounts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row an account, by `account_id`: of each column the latest value that is known.

    Each of `accounts` has `account_id` and `snapshot_at`.
    """
    rows: dict[str, dict[str, Any]] = {}
    for account in sorted(accounts, key=lambda account: account["snapshot_at"] or _OLDEST):
        known = {key: value for key, value in account.items() if value is not None}
        rows[account["account_id"]] = dict.fromkeys(account) | rows.get(account["account_id"], {}) | known
    return [rows[identity] for identity in sorted(rows)]
