"""The batch window: many photos, one mask or one each, filled one after another."""
