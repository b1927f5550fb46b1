-- Chunks of a submission or run are worked on side by side.
--
-- All is done before next_row (after next_version for a run); `ahead` has the chunks beyond it that are done, beginning to end.

ALTER TABLE submission ADD COLUMN ahead jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(ahead) = 'object');
ALTER TABLE run ADD COLUMN ahead jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(ahead) = 'object');
