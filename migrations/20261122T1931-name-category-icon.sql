-- Icons go by what they mean: the sprite knows a folder as 'category'.
ALTER TABLE categories ALTER COLUMN icon SET DEFAULT 'category';
UPDATE categories SET icon = 'category' WHERE icon = 'folder';
