package terminal

import (
	"bufio"
	"bytes"
	"context"
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

// answerLine returns the line for one question, with its end.
func answerLine(ctx context.Context, number int, line []byte, long bool, r bot.Responder, o Options) []byte {
	question, asked, err := bot.ParseQuestion(line)
	if long {
		err = fmt.Errorf("the line is longer than %d bytes; shorten the question", maxLine)
	}
	failed := func(err error) []byte { return bot.ErrorJSON(asked.ID, fmt.Errorf("line %d: %w", number, err)) }
	if err != nil {
		return failed(err)
	}
	answer, err := r.Respond(ctx, question)
	if err != nil {
		return failed(fmt.Errorf("no answer: %w", err))
	}
	asked.Explain = o.Explain
	out, err := bot.AnswerJSON(answer, asked, o.Gate)
	if err != nil {
		return failed(err)
	}
	return out
}
