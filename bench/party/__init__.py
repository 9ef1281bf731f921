"""What a full room costs a page: 200 people who write, vote, react, come and go, and one browser that watches."""
