"""mmdesk feed check: does a feed keep Megamarket's rules, and does it fit the CRM."""
