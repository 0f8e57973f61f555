"""What others do is seen at the desk without a reload: by Server-Sent Events.

- The database says at each commit what has a new version (migration `claims.0018_told`), and a
  view says who is where (`telling`): ids only, on two channels of NOTIFY.
- `hub`: one connection of each worker listens, whatever the number of readers, and hands on what
  concerns an article to those who have it open, after `rights` has looked who still may read it.
- `served`: the way in. A stream is let in by Django, with its middleware, as any page is, and then
  served by the event loop: it holds no thread and no connection to the database.
- A stream says only that a claim the reader may see has another version. What it is, the page
  asks for, and is given as any page is, with the person's own rights.

Why no library: django-eventstream keeps its events in the database or in Redis, and needs Pushpin,
Redis or one single process to spread them; channels wants a layer in Redis. PostgreSQL, which is
there, does that by itself.
"""
