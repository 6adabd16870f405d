"""Search of hyper-parameters: `likelier tune NAME`.

`tune` is the whole of it, `search` its loop. `ranges` says what may be tried, `study` keeps what was tried, `trial`
scores one try, `tracking` tells MLflow, `confirmation` measures what was found on folds that the search has not seen,
`params_file` and `entry_text` write it down, and `words` says it.
"""
