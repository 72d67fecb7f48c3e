"""The screens of the yearly evaluation."""
