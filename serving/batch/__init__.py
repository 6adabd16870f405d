"""Many posts at once, as one table: `POST /batch`. See docs/batch.md."""
