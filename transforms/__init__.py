"""One Beam step per file; the pure rooms feeds, articles, events and tables hold what the steps do."""
