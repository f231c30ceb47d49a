// The Go SDK, set up by the variables of bench/support/setup.ts.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"github.com/conductor-sdk/conductor-go/sdk/client"
	"github.com/conductor-sdk/conductor-go/sdk/model"
	"github.com/conductor-sdk/conductor-go/sdk/settings"
	"github.com/conductor-sdk/conductor-go/sdk/worker"
	"github.com/sirupsen/logrus"
)

func number(name string, otherwise int) int {
	value, err := strconv.Atoi(os.Getenv(name))
	if err != nil {
		return otherwise
	}
	return value
}

var milliseconds = number("BENCH_WORK_MS", 0)

func none(*model.Task) (interface{}, error) {
	return map[string]interface{}{"ok": true}, nil
}

func sleep(task *model.Task) (interface{}, error) {
	time.Sleep(time.Duration(milliseconds) * time.Millisecond)
	return none(task)
}

func threadTime() time.Duration {
	var usage syscall.Rusage
	const thread = 1 // RUSAGE_THREAD
	if err := syscall.Getrusage(thread, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// CPU time of this thread, so that threads that share a core take longer.
func burn(task *model.Task) (interface{}, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	end := threadTime() + time.Duration(milliseconds)*time.Millisecond
	for threadTime() < end {
	}
	return none(task)
}

func echo(task *model.Task) (interface{}, error) {
	return task.InputData, nil
}

func main() {
	logrus.SetOutput(io.Discard)
	works := map[string]model.ExecuteTaskFunction{
		"none": none, "sleep": sleep, "burn": burn, "echo": echo,
	}
	execute := works[os.Getenv("BENCH_WORK")]
	api := client.NewAPIClient(nil, settings.NewHttpSettings(os.Getenv("BENCH_URL")))
	runner := worker.NewTaskRunnerWithApiClient(api)
	for index := 0; index < number("BENCH_TYPES", 1); index++ {
		name := os.Getenv("BENCH_PREFIX") + strconv.Itoa(index)
		err := runner.StartWorker(name, execute, number("BENCH_CONCURRENCY", 10), time.Millisecond)
		if err != nil {
			panic(err)
		}
	}
	fmt.Println("ready")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		panic(err)
	}
	os.Exit(0)
}
