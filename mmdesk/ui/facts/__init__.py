"""Tables of facts that only show: lines of words, icons and tones under headings."""
