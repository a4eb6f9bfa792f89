"""What operators do: watch the lag, settle dead letters, verify that all is there."""
