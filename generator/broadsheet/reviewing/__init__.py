"""What reviewers look at: changes, releases, prose, and what a machine can mend."""
