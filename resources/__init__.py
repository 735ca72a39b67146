"""Files the program shows, prints with or plays: fonts, icons, sounds, translations, the demo catalogue."""
