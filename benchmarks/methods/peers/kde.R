# kernel densities by spatstat: ours is benchmarks/methods/ours/kde.ts.
# usage: Rscript kde.R FOLDER binned|exact|at SIDE EVENTS
suppressMessages(library(spatstat.explore))
given <- commandArgs(trailingOnly = TRUE)
n <- as.integer(given[4])
all <- readBin(file.path(given[1], sprintf("events-%d.f64", n)), "double", 2 * n)
side <- as.integer(given[3])
events <- ppp(all[seq_len(n)], all[n + seq_len(n)], c(0, side), c(0, side), check = FALSE)

started <- proc.time()[["elapsed"]]
if (given[2] == "at") {
  values <- density(events, sigma = 5, at = "points", leaveoneout = TRUE)
} else {
  # rows of the matrix are y, ascending, so turned over it runs as ours does
  values <- as.vector(t(density(events, sigma = 5, dimyx = side)$v))
}
seconds <- proc.time()[["elapsed"]] - started

check <- mean(values)
if (given[2] != "exact") check <- c(check, values[1], values[length(values) %/% 2 + 1], values[length(values)])
cat(sprintf('{"seconds": %.6f, "check": [%s]}\n', seconds, paste(sprintf("%.15g", check), collapse = ", ")))
