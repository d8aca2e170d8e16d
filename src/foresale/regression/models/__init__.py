"""What a total can be explained with: the mean, lines, trees and a network."""
