"""Reads a table that a stranger sent, in a process of its own that can take only so much memory.

A few kilobytes of Parquet or JSON can ask for gigabytes, whatever the file says of its own size, and a damaged file can
end a reader that is not written in Python. Here that only ends this process. It imports nothing but pyarrow, so that it
is there in a moment; `serving.batch.table` starts it.
"""
