"""What an edition holds besides documents: generated pages, feeds, data and search."""
