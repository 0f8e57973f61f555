"""What the desk's templates use."""
