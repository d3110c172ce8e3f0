# FOLDER points eps minPts
suppressPackageStartupMessages(library(dbscan))
given <- commandArgs(trailingOnly = TRUE)
n <- as.integer(given[2])
points <- matrix(readBin(file.path(given[1], "points.f64"), "double", 2 * n), ncol = 2)
started <- proc.time()[["elapsed"]]
result <- dbscan(points, eps = as.numeric(given[3]), minPts = as.integer(given[4]))
seconds <- proc.time()[["elapsed"]] - started
noise <- which(result$cluster == 0)
check <- c(max(result$cluster), length(noise), sum(as.numeric(noise)))
if (n <= 10000) {
  core <- is.corepoint(points, eps = as.numeric(given[3]), minPts = as.integer(given[4]))
  check <- c(check, sum(as.numeric(which(core))))
}
cat(sprintf("{\"seconds\":%.4f,\"check\":[%s]}\n", seconds, paste(sprintf("%.0f", check), collapse = ",")))
