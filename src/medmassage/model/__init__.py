"""The nouns: frozen value objects without input or output."""
