"""Who: actors by name, office and nation; memory of the article; parties of a sentence; discourse."""
