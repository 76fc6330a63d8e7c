package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"
)

// fileName is the journal's file within the folder of the state.
const fileName = "journal.db"

// schema holds one step for each version; PRAGMA user_version says how many a file has seen.
// A released step is never changed, only followed by another.
var schema = []string{
	`CREATE TABLE entries (
		seq INTEGER PRIMARY KEY AUTOINCREMENT, -- the order of acceptance
		id TEXT NOT NULL UNIQUE,
		adapter TEXT NOT NULL,
		state INTEGER NOT NULL,                -- 0 pending, 1 sending, 2 ended
		conversation TEXT NOT NULL,
		address BLOB,                          -- NULL once ended, and so are the two texts
		text TEXT,
		previous TEXT,
		accepted INTEGER NOT NULL,             -- Unix milliseconds, as all times
		until INTEGER NOT NULL,
		ended INTEGER,
		receipt BLOB
	);
	CREATE INDEX entries_open ON entries (adapter, seq) WHERE state < 2;
	CREATE INDEX entries_ended ON entries (ended) WHERE state = 2;`,
}

// The states of an entry in the table.
const (
	statePending = iota
	stateSending
	stateEnded
)

// A database is the Store in one SQLite file. It is locked for as long as it is open: two
// programs on one file would both answer what is pending.
type database struct {
	db                        *sql.DB
	accept, mark, unmark, end *sql.Stmt
}

// Open opens the journal in a folder, or makes it. Errors name the remedy.
func Open(ctx context.Context, folder string, log *slog.Logger) (*Journal, error) {
	store, err := openDatabase(ctx, filepath.Join(folder, fileName))
	if err != nil {
		return nil, fmt.Errorf("open the journal in %s: %w", folder, explain(err))
	}
	return New(store, log), nil
}

func openDatabase(ctx context.Context, file string) (_ *database, err error) {
	// Made here, since SQLite would make it readable for everybody.
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the folder is the operator's
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	settings := url.Values{"_pragma": {
		"busy_timeout(2000)", "locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(FULL)",
		"secure_delete(ON)", "wal_autocheckpoint(0)", "temp_store(MEMORY)", "cache_size(-1000)",
	}, "_txlock": {"immediate"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: url.PathEscape(file), RawQuery: settings.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // the lock belongs to a connection
	d := &database{db: db}
	defer func() {
		if err != nil {
			_ = db.Close() // the error is the one above
		}
	}()
	if err := d.migrate(ctx); err != nil {
		return nil, err
	}
	for statement, text := range map[**sql.Stmt]string{
		&d.accept: `INSERT OR IGNORE INTO entries (id, adapter, state, conversation, address, text, previous, accepted, until) VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?)`,
		&d.mark:   `UPDATE entries SET state = 1 WHERE id = ? AND state = 0`,
		&d.unmark: `UPDATE entries SET state = 0 WHERE id = ? AND state = 1`,
		&d.end:    `UPDATE entries SET state = 2, address = NULL, text = NULL, previous = NULL, ended = ?, receipt = ? WHERE id = ? AND state < 2`,
	} {
		if *statement, err = db.PrepareContext(ctx, text); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// migrate brings the file to the newest schema.
func (d *database) migrate(ctx context.Context) error {
	tx, err := d.db.BeginTx(ctx, nil) // takes the lock
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // does nothing once committed
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version > len(schema) {
		return fmt.Errorf("the file is of version %d and this program knows %d; use the newer program, or name another folder", version, len(schema))
	}
	for _, step := range schema[version:] {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(schema))); err != nil {
		return err
	}
	return tx.Commit()
}

// Commit carries out all changes in one transaction, or none.
func (d *database) Commit(ctx context.Context, changes []*Change) error {
	tx, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback() //nolint:errcheck // does nothing once committed
	for _, c := range changes {
		if err := d.apply(ctx, tx, c); err != nil {
			return explain(err)
		}
	}
	return explain(tx.Commit())
}

func (d *database) apply(ctx context.Context, tx *sql.Tx, c *Change) error {
	var err error
	switch e := &c.Entry; c.Step {
	case Accept:
		var result sql.Result
		result, err = tx.StmtContext(ctx, d.accept).ExecContext(ctx, e.ID, c.Adapter, e.Conversation, e.Address, e.Text, e.Previous, e.Accepted.UnixMilli(), e.Until.UnixMilli())
		if err == nil {
			var rows int64
			rows, err = result.RowsAffected()
			c.Fresh = rows == 1
		}
	case Mark:
		_, err = tx.StmtContext(ctx, d.mark).ExecContext(ctx, e.ID)
	case Unmark:
		_, err = tx.StmtContext(ctx, d.unmark).ExecContext(ctx, e.ID)
	case End:
		_, err = tx.StmtContext(ctx, d.end).ExecContext(ctx, c.At.UnixMilli(), c.Receipt, e.ID)
	}
	return err
}

// Pending returns the entries of an adapter that have not ended.
func (d *database) Pending(ctx context.Context, adapter string) ([]Entry, error) {
	rows, err := d.db.QueryContext(ctx, `SELECT id, state, conversation, address, text, previous, accepted, until FROM entries WHERE adapter = ? AND state < 2 ORDER BY seq`, adapter)
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	var entries []Entry
	for rows.Next() {
		var e Entry
		var state int
		var accepted, until int64
		if err := rows.Scan(&e.ID, &state, &e.Conversation, &e.Address, &e.Text, &e.Previous, &accepted, &until); err != nil {
			return nil, explain(err)
		}
		e.Sending = state == stateSending
		e.Accepted, e.Until = time.UnixMilli(accepted), time.UnixMilli(until)
		entries = append(entries, e)
	}
	return entries, explain(rows.Err())
}

// Receipt returns the receipt of an entry that has ended.
func (d *database) Receipt(ctx context.Context, id string) (receipt []byte, ok bool, err error) {
	err = d.db.QueryRowContext(ctx, `SELECT receipt FROM entries WHERE id = ? AND state = ?`, id, stateEnded).Scan(&receipt)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return receipt, err == nil, explain(err)
}

// Tidy forgets old entries, and moves the write-ahead log into the file and empties it: it
// still holds the text that the file has been cleared of.
func (d *database) Tidy(ctx context.Context, before time.Time) error {
	if _, err := d.db.ExecContext(ctx, `DELETE FROM entries WHERE state = ? AND ended < ?`, stateEnded, before.UnixMilli()); err != nil {
		return explain(err)
	}
	_, err := d.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return explain(err)
}

// Close closes the file.
func (d *database) Close() error {
	return errors.Join(d.accept.Close(), d.mark.Close(), d.unmark.Close(), d.end.Close(), d.db.Close())
}

// explain adds the remedy to what SQLite says.
func explain(err error) error {
	var problem *sqlite.Error
	if !errors.As(err, &problem) {
		return err
	}
	switch problem.Code() & 0xff { // the low byte is the kind, the rest a detail of it
	case sqlitelib.SQLITE_FULL:
		return fmt.Errorf("the disk is full: make room, nothing that was accepted is lost: %w", err)
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED:
		return fmt.Errorf("the file is locked: end the other program that uses it, or name another folder: %w", err)
	case sqlitelib.SQLITE_READONLY, sqlitelib.SQLITE_CANTOPEN, sqlitelib.SQLITE_PERM:
		return fmt.Errorf("the folder cannot be written: give the program its rights, or name another folder: %w", err)
	case sqlitelib.SQLITE_CORRUPT, sqlitelib.SQLITE_NOTADB:
		return fmt.Errorf("the file is damaged: move it away, and the program makes a new one: %w", err)
	case sqlitelib.SQLITE_IOERR:
		return fmt.Errorf("the disk does not read or write: %w", err)
	}
	return err
}
