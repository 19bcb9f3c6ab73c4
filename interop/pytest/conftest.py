pytest_plugins = ["shardkeeper_pytest"]
