package zaplog

// How a slog attribute becomes a zap field of the same meaning.

import (
	"fmt"
	"log/slog"

	"go.uber.org/zap"
)

func fieldsOf(attrs []slog.Attr) []zap.Field {
	fields := make([]zap.Field, len(attrs))
	for i, a := range attrs {
		fields[i] = fieldOf(a.Key, a.Value.Resolve())
	}
	return fields
}

func fieldOf(key string, v slog.Value) zap.Field {
	switch v.Kind() {
	case slog.KindString:
		return zap.String(key, v.String())
	case slog.KindBool:
		return zap.Bool(key, v.Bool())
	case slog.KindInt64:
		return zap.Int64(key, v.Int64())
	case slog.KindUint64:
		return zap.Uint64(key, v.Uint64())
	case slog.KindFloat64:
		return zap.Float64(key, v.Float64())
	case slog.KindDuration:
		return zap.Duration(key, v.Duration())
	case slog.KindTime:
		return zap.Time(key, v.Time())
	case slog.KindGroup:
		return zap.Dict(key, fieldsOf(v.Group())...)
	default:
		return fieldOfAny(key, v.Any())
	}
}

// fieldOfAny knows what events carry besides plain values; the rest is written as text.
func fieldOfAny(key string, v any) zap.Field {
	switch v := v.(type) {
	case error:
		return zap.NamedError(key, v)
	case []string:
		return zap.Strings(key, v)
	default:
		return zap.String(key, fmt.Sprint(v))
	}
}
