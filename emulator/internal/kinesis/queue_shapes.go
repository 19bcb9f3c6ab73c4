package kinesis

// How queues are asked for and shown.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

const arnStream = `arn:aws.*:kinesis:.*:\d{12}:stream/\S+`

type queueStreamShape struct {
	StreamARN        *string
	StartingPosition *queueStartShape `json:",omitempty"`
}

type queueStartShape struct {
	Type      *string
	Timestamp *timestamp `json:",omitempty"`
}

type queueAttributesShape struct {
	VisibilityTimeoutSeconds *int64                `json:",omitempty"`
	DeadLetterConfiguration  *deadLetterRulesShape `json:",omitempty"`
}

type deadLetterRulesShape struct {
	TargetType      *string
	MaxReceiveCount *int64 `json:",omitempty"`
}

type queueOutput struct{ QueueDescription queueDescription }

type queueDescription struct {
	QueueName, QueueARN, QueueStatus string
	QueueCreationTimestamp           timestamp
	StreamConfigurationList          []queueStreamShape
	QueueAttributes                  queueAttributesShape
}

func (in *queueStreamShape) validate(p *problems, path string) {
	p.arn(path+"streamARN", in.StreamARN, arnStream, isStreamARN)
	if from := in.StartingPosition; from != nil {
		p.required(path+"startingPosition.type", from.Type != nil)
		p.oneOf(path+"startingPosition.type", from.Type, trimHorizon, latest, atTimestamp)
	}
}

func (in *queueAttributesShape) validate(p *problems) {
	if in == nil {
		return
	}
	p.between("queueAttributes.visibilityTimeoutSeconds", in.VisibilityTimeoutSeconds, 0, visibilityMost)
	if letters := in.DeadLetterConfiguration; letters != nil {
		p.required("queueAttributes.deadLetterConfiguration.targetType", letters.TargetType != nil)
		p.oneOf("queueAttributes.deadLetterConfiguration.targetType", letters.TargetType, builtIn, noTarget)
		p.between("queueAttributes.deadLetterConfiguration.maxReceiveCount", letters.MaxReceiveCount, 1, receivesMost)
	}
}

// over is what the attributes make of rules. What they do not name stays.
func (in *queueAttributesShape) over(rules queueRules) (queueRules, *wire.Error) {
	if in == nil {
		return rules, nil
	}
	rules.visibility = orDefault(in.VisibilityTimeoutSeconds, rules.visibility)
	letters := in.DeadLetterConfiguration
	switch {
	case letters == nil:
	case *letters.TargetType == noTarget:
		rules.target, rules.most = noTarget, 0
	case letters.MaxReceiveCount == nil:
		return rules, wire.Errorf(validation, "MaxReceiveCount must be given when TargetType is %s.", builtIn)
	default:
		rules.target, rules.most = builtIn, *letters.MaxReceiveCount
	}
	return rules, nil
}

func (r queueRules) shape() queueAttributesShape {
	letters := &deadLetterRulesShape{TargetType: new(r.target)}
	if r.target == builtIn {
		letters.MaxReceiveCount = new(r.most)
	}
	return queueAttributesShape{new(r.visibility), letters}
}

// describe shows a queue. Its start has a time as soon as there is one: the one asked for, then the one
// that it came to.
func (q *queue) describe(s *stream) queueDescription {
	from := &queueStartShape{Type: new(q.kind)}
	if q.started || q.kind == atTimestamp {
		from.Timestamp = new(timestamp(q.from))
	}
	return queueDescription{
		QueueName: q.name, QueueARN: q.arn(s.home), QueueStatus: q.status, QueueCreationTimestamp: timestamp(q.created),
		StreamConfigurationList: []queueStreamShape{{new(s.home.arn()), from}}, QueueAttributes: q.shown.shape(),
	}
}
