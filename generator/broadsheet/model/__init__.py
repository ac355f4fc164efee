"""The frozen types that all stages share, and how raw records become them."""
