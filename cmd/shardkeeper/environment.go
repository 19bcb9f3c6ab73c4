package main

// What a command finds in its environment, so that its AWS clients come here whatever they were
// configured for before.

import (
	"slices"
	"strings"
)

// strays are variables that would lead a client away from the emulator, or make it refuse a custom
// endpoint.
var strays = []string{
	"AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
	"AWS_ENDPOINT_URL_KINESIS", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_CLOUDWATCH", "AWS_ENDPOINT_URL_STS",
	"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT",
}

// environment is base, pointed at the emulator.
func environment(base []string, endpoint, region, account string) []string {
	set := map[string]string{
		"AWS_ENDPOINT_URL":          endpoint,
		"AWS_REGION":                region,
		"AWS_DEFAULT_REGION":        region,
		"AWS_ACCESS_KEY_ID":         account, // 12 digits name the account
		"AWS_SECRET_ACCESS_KEY":     "shardkeeper",
		"AWS_EC2_METADATA_DISABLED": "true", // no look-up of credentials on a network that is not there
		"SHARDKEEPER_ENDPOINT":      endpoint,
	}
	var env []string
	for _, variable := range base {
		name, value, _ := strings.Cut(variable, "=")
		if _, ours := set[name]; ours || slices.Contains(strays, name) {
			continue
		}
		if strings.EqualFold(name, "NO_PROXY") {
			set[name] = nearby(value)
			continue
		}
		env = append(env, variable)
	}
	if proxied(base) && set["NO_PROXY"] == "" && set["no_proxy"] == "" {
		set["NO_PROXY"], set["no_proxy"] = nearby(""), nearby("")
	}
	for name, value := range set {
		env = append(env, name+"="+value)
	}
	slices.Sort(env)
	return env
}

// proxied: would HTTP clients ask a proxy for the emulator? Python's do, even for loopback.
func proxied(env []string) bool {
	return slices.ContainsFunc(env, func(variable string) bool {
		name, value, _ := strings.Cut(variable, "=")
		return value != "" && (strings.EqualFold(name, "HTTP_PROXY") || strings.EqualFold(name, "ALL_PROXY"))
	})
}

// nearby adds this machine to the hosts that are reached without a proxy.
func nearby(hosts string) string {
	for _, host := range []string{"127.0.0.1", "localhost"} {
		if !slices.Contains(strings.Split(hosts, ","), host) {
			hosts = strings.TrimPrefix(hosts+","+host, ",")
		}
	}
	return hosts
}
