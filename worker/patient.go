package worker

// How a start goes through the small troubles of a service: a throttle, a server error, a lost
// connection are tried again; what only a person can change is said at once.

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

const (
	startTries = 5           // of each step, above those of the SDK
	startAgain = time.Second // after the first; it doubles, so a step gives up after 15 s and its calls' own time
)

// patiently makes a step of the start, again while its error may pass by itself. tell hears of
// each failure that is followed by another try.
func patiently(ctx context.Context, tell func(error), step func(context.Context) error) error {
	for try := 1; ; try++ {
		err := step(ctx)
		if err == nil || ctx.Err() != nil || try == startTries || !mayPass(err) {
			return err
		}
		tell(err)
		if !sleep(ctx, startAgain<<(try-1)) {
			return err
		}
	}
}

// mayPass tells whether the same call may succeed in a moment: by the SDK's own judgement of
// throttles, server errors and connections; or because a listing lags.
func mayPass(err error) bool {
	return errors.Is(err, shardsync.ErrIncomplete) ||
		retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary
}

func (r *run) kinesisFailed(doing string) func(error) {
	return func(err error) { r.emit(ServiceFailed{doing, err}) }
}

func (r *run) tableFailed(doing string) func(error) {
	return func(err error) { r.emit(lease.TableFailed{Doing: doing, Err: err}) }
}
