"""The desk's pages, and the parts of pages that HTMX asks for."""
