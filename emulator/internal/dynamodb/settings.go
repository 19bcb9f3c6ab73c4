package dynamodb

// Settings that change nothing here, but that clients set and then want to see: the class of a table, its
// encryption, and its stream. There is no stream to read: only what a description says of it.

import "time"

const streamForm = "2006-01-02T15:04:05.000"

// settings is what a request sets of them; nil and "" leave what is.
type settings struct {
	TableClass          string
	SSESpecification    *encryptionSpecification
	StreamSpecification *streamSpecification
}

type encryptionSpecification struct {
	Enabled        *bool
	SSEType        string
	KMSMasterKeyId string
}

type streamSpecification struct {
	StreamEnabled  bool
	StreamViewType string `json:",omitempty"`
}

// shown is how a description has them. Its zero value is a new table's.
type shown struct {
	TableClassSummary   *classSummary        `json:",omitempty"`
	SSEDescription      *encryption          `json:",omitempty"`
	StreamSpecification *streamSpecification `json:",omitempty"`
	LatestStreamLabel   string               `json:",omitempty"`
	LatestStreamArn     string               `json:",omitempty"`
}

type classSummary struct{ TableClass string }

type encryption struct{ Status, SSEType, KMSMasterKeyArn string }

func (in *settings) validate(p *problems) {
	p.oneOf("tableClass", in.TableClass, "STANDARD", "STANDARD_INFREQUENT_ACCESS")
	if sse := in.SSESpecification; sse != nil {
		p.oneOf("sSESpecification.sSEType", sse.SSEType, "AES256", "KMS")
	}
	if stream := in.StreamSpecification; stream != nil {
		p.oneOf("streamSpecification.streamViewType", stream.StreamViewType, "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY")
	}
}

// any: does the request set one?
func (in *settings) any() bool {
	return in.TableClass != "" || in.SSESpecification != nil || in.StreamSpecification != nil
}

// with is what a description says once a request's settings are in force.
func (s shown) with(in settings, h home, now time.Time) shown {
	if in.TableClass != "" {
		s.TableClassSummary = &classSummary{in.TableClass}
	}
	if sse := in.SSESpecification; sse != nil {
		s.SSEDescription = sse.shown(h)
	}
	if stream := in.StreamSpecification; stream != nil && stream.StreamEnabled {
		s.StreamSpecification = stream
		s.LatestStreamLabel = now.UTC().Format(streamForm)
		s.LatestStreamArn = h.arn() + "/stream/" + s.LatestStreamLabel
	} else if stream != nil {
		s.StreamSpecification = nil
	}
	return s
}

// shown is nil for the key that the service owns, which descriptions do not mention.
func (in *encryptionSpecification) shown(h home) *encryption {
	if in.Enabled == nil || !*in.Enabled {
		return nil
	}
	return &encryption{"ENABLED", "KMS", h.keyARN(in.KMSMasterKeyId)}
}

// keyARN is the ARN of a key that is named by ARN, alias or id; "" is the account's own for DynamoDB.
func (h home) keyARN(id string) string {
	switch {
	case id == "":
		id = "alias/aws/dynamodb"
	case len(id) > 4 && id[:4] == "arn:":
		return id
	}
	if len(id) < 6 || id[:6] != "alias/" {
		id = "key/" + id
	}
	return "arn:aws:kms:" + h.region + ":" + h.account + ":" + id
}
