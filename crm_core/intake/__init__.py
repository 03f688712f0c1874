"""Requests from anywhere: each becomes a customer, a deal and somebody's task, and never a second customer."""
