package bot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Asked is what an answer is given to, as far as its JSON repeats it.
type Asked struct {
	ID       json.RawMessage // a JSON string or number, which is echoed; nil is null
	Question string
	Explain  bool // adds what the answer was decided on
}

// ParseQuestion reads a question that is a JSON object: its text in the field "question",
// the question before it in "context", and an "id"; the latter two may be left out or null,
// other fields are ignored. Under an error the ID is set where it can be read, even from an
// object that is broken further on.
func ParseQuestion(object []byte) (Question, Asked, error) {
	var fields struct {
		ID       json.RawMessage `json:"id"`
		Question *string         `json:"question"`
		Context  *string         `json:"context"`
	}
	err := json.Unmarshal(object, &fields)
	asked := Asked{ID: plainID(fields.ID)}
	if err != nil {
		if asked.ID == nil {
			asked.ID = salvageID(object)
		}
		return Question{}, asked, describe(err)
	}
	switch {
	case fields.Question == nil:
		return Question{}, asked, errors.New(`no question; put its text in the field "question"`)
	case asked.ID == nil && fields.ID != nil && string(fields.ID) != "null":
		return Question{}, asked, errors.New(`"id" is neither a string nor a number`)
	}
	q := Question{Text: *fields.Question}
	if fields.Context != nil {
		q.Previous = *fields.Context
	}
	asked.Question = q.Text
	return q, asked, nil
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

// ErrorJSON returns the JSON that stands in for an answer, one line with its end.
func ErrorJSON(id json.RawMessage, err error) []byte {
	return EncodeJSON(struct {
		ID     json.RawMessage `json:"id"`
		Status string          `json:"status"`
		Error  string          `json:"error"`
	}{id, "error", err.Error()})
}
