"""What `make bench` measures, each beside its peers in one run."""
