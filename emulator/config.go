package emulator

// Configurations for AWS SDK clients.

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Config configures AWS SDK clients that reach the emulator without a socket, in its Account.
func (e *Emulator) Config() aws.Config { return e.ConfigFor(cmp.Or(e.Account, defaultAccount)) }

// ConfigFor is Config for another account, of 12 digits. Clients of one account reach the streams
// of another by ARN.
func (e *Emulator) ConfigFor(account string) aws.Config {
	return e.config(account, e.Client())
}

// Backstage configures clients for the hands of a test, which arrange the world around the client
// under test: their calls pass no hook, use up no rate, and are in no report.
func (e *Emulator) Backstage() aws.Config {
	return e.config(cmp.Or(e.Account, defaultAccount), direct{e, passage{backstage: true}})
}

func (e *Emulator) config(account string, client aws.HTTPClient) aws.Config {
	return aws.Config{
		Region:       cmp.Or(e.Region, defaultRegion),
		BaseEndpoint: new("http://emulator.invalid"), // never looked up
		HTTPClient:   client,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: account, SecretAccessKey: "emulator", Source: "emulator"}, nil
		}),
	}
}
