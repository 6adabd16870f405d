"""The routes, the files of the page, and the document that describes them."""
