"""Runs the application: one app and one loop behind an http and an https port, and says where it can be reached."""
