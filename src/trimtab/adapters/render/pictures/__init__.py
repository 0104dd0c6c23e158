"""Pictures as SVG: the parts of the pages."""
