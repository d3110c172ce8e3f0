# FOLDER side permutations moran|gi
suppressPackageStartupMessages(library(spdep))
given <- commandArgs(trailingOnly = TRUE)
side <- as.integer(given[2])
values <- readBin(file.path(given[1], "values.f64"), "double", side * side)
near <- cell2nb(side, side, type = "queen")
shares <- nb2listw(near, style = "W")
binary <- nb2listw(near, style = "B")
started <- proc.time()[["elapsed"]]
if (given[4] == "moran") {
  result <- localmoran_perm(values, shares, nsim = as.integer(given[3]), iseed = 1)
} else {
  result <- localG_perm(values, binary, nsim = as.integer(given[3]), iseed = 1)
}
seconds <- proc.time()[["elapsed"]] - started
if (given[4] == "moran") {
  p <- result[, "Pr(z != E(Ii)) Sim"]
  z <- localmoran(values, shares)[, "Z.Ii"]
} else {
  p <- attr(result, "internals")[, "Pr(z != E(Gi)) Sim"]
  z <- as.numeric(localG(values, binary))
}
check <- c(mean(p), mean(p <= 0.1), mean(abs(z)))
cat(sprintf("{\"seconds\":%.4f,\"check\":[%s]}\n", seconds, paste(sprintf("%.9f", check), collapse = ",")))
