"""The report: a lake as one page that opens anywhere, without a server and without the network."""
