-- When the next night is due, by the settings of the night that writes it: monitors tell a machine that sleeps.
ALTER TABLE nights ADD COLUMN next_at TEXT
