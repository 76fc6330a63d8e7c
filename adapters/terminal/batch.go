package terminal

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"

	"statementbot/bot"
)

// maxLine is the greatest length of a line of a batch in bytes, its end not counted.
const maxLine = 1 << 20

// Batch answers the questions of in, one JSON object a line, and writes an answer a line to
// out, in the same order. A line that cannot be answered gets a line that says why, in its
// place; blank lines are passed over. It reads ahead by a few questions only, so memory
// does not grow with the input, and writes what it has before it waits for more.
//
// The error is that of reading, writing or ctx. Where it is one of the latter two, a
// goroutine remains that waits for in.
func Batch(ctx context.Context, in io.Reader, out io.Writer, r bot.Responder, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// One channel for each line, in the order of the lines; its capacity bounds how many
	// questions are in work.
	pending := make(chan chan []byte, max(2, runtime.GOMAXPROCS(0)))
	var readErr error // set before pending is closed
	go func() {
		defer close(pending)
		readErr = eachLine(in, func(number int, line []byte, long bool) bool {
			result := make(chan []byte, 1)
			select {
			case pending <- result:
			case <-ctx.Done():
				return false
			}
			go func() { result <- answerLine(ctx, number, line, long, r, o) }()
			return true
		})
	}()
	if err := writeInOrder(ctx, out, pending); err != nil {
		return err
	}
	if readErr != nil {
		return fmt.Errorf("read questions: %w", readErr)
	}
	return nil
}

// eachLine calls do with the number of each line that is not blank, counted from 1, until
// do returns false.
func eachLine(in io.Reader, do func(number int, line []byte, long bool) bool) error {
	reader := bufio.NewReaderSize(in, 64<<10)
	for number := 1; ; number++ {
		line, long, err := readLine(reader, maxLine)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")) // a byte order mark
		}
		if line = bytes.TrimSpace(line); len(line) == 0 && !long {
			continue
		}
		if !do(number, line, long) {
			return nil
		}
	}
}

// writeInOrder writes the results as they come due. It flushes when the next one has not
// been asked for yet.
func writeInOrder(ctx context.Context, out io.Writer, pending <-chan chan []byte) error {
	w := bufio.NewWriterSize(out, 64<<10)
	for {
		var result chan []byte
		open := true
		select {
		case result, open = <-pending:
		default:
			if err := w.Flush(); err != nil {
				return err
			}
			select {
			case result, open = <-pending:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !open {
			return w.Flush()
		}
		if _, err := w.Write(<-result); err != nil {
			return err
		}
	}
}

// A batchLine is a question of a batch; other fields are allowed and ignored.
type batchLine struct {
	ID       json.RawMessage `json:"id"`
	Question *string         `json:"question"`
	Context  *string         `json:"context"`
}

// answerLine returns the line for one question, with its end.
func answerLine(ctx context.Context, number int, line []byte, long bool, r bot.Responder, o Options) []byte {
	entry, err := parseLine(line, long)
	if err != nil {
		return errorLine(entry.ID, number, err)
	}
	q := bot.Question{Text: *entry.Question}
	if entry.Context != nil {
		q.Previous = *entry.Context
	}
	answer, err := r.Respond(ctx, q)
	if err != nil {
		return errorLine(entry.ID, number, fmt.Errorf("no answer: %w", err))
	}
	out, err := bot.AnswerJSON(answer, bot.Asked{ID: entry.ID, Question: q.Text, Explain: o.Explain}, o.Gate)
	if err != nil {
		return errorLine(entry.ID, number, err)
	}
	return out
}

// parseLine reads a question. Under an error the ID is set where it can be read.
func parseLine(line []byte, long bool) (batchLine, error) {
	if long {
		return batchLine{ID: salvageID(line)}, fmt.Errorf("the line is longer than %d bytes; shorten the question", maxLine)
	}
	var entry batchLine
	err := json.Unmarshal(line, &entry)
	id := plainID(entry.ID)
	if err != nil {
		if id == nil {
			id = salvageID(line)
		}
		return batchLine{ID: id}, describe(err)
	}
	switch {
	case entry.Question == nil:
		err = errors.New(`no question; put its text in the field "question"`)
	case id == nil && entry.ID != nil && string(entry.ID) != "null":
		err = errors.New(`"id" is neither a string nor a number`)
	}
	entry.ID = id
	return entry, err
}

// describe says what is wrong with a line in the words of JSON, not of Go.
func describe(err error) error {
	var wrong *json.UnmarshalTypeError
	switch {
	case !errors.As(err, &wrong):
		return fmt.Errorf("not a JSON object: %w", err)
	case wrong.Field == "":
		return fmt.Errorf("not a JSON object but a JSON %s", wrong.Value)
	}
	return fmt.Errorf("%q is not a string but a JSON %s", wrong.Field, wrong.Value)
}

// plainID returns an ID that is a string or a number, otherwise nil.
func plainID(id json.RawMessage) json.RawMessage {
	if len(id) > 0 && (id[0] == '"' || id[0] == '-' || id[0] >= '0' && id[0] <= '9') {
		return id
	}
	return nil
}

// salvageID finds the ID in a line that is broken further on.
func salvageID(line []byte) json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(line))
	if first, err := d.Token(); err != nil || first != json.Delim('{') {
		return nil
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil
		}
		if key == "id" {
			return plainID(value)
		}
	}
	return nil
}

// errorLine returns the line that stands in for an answer.
func errorLine(id json.RawMessage, number int, err error) []byte {
	return bot.EncodeJSON(struct {
		ID     json.RawMessage `json:"id"`
		Status string          `json:"status"`
		Error  string          `json:"error"`
	}{id, "error", fmt.Sprintf("line %d: %v", number, err)})
}
