"""What all pages share: router, session, caches, widgets."""
