"""What a student's notebook imports: checks, predictions and explorables of the course."""
