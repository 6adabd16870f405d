"""How good an order is, and how sure we are of that.

Every measure is first reduced to sums an account (`statistic.py`), so that the bootstrap over accounts
(`bootstrap.py`) is one matrix product. One file a family of measures: `pairs`, `sets`, `ranking`,
`regression`, `intervals`, `chances`. `measure.py` puts them together, `catalogue.py` says what each one means, and
`audit.py` refuses tables that cannot be measured fairly.
"""
