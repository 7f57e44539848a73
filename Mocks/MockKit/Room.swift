// The first declarations arrive with this room's own commit.
