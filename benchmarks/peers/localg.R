# Gi* of an n × n queen grid by spdep, weights included: the peer of benchmarks/lines/getis-ord.ts.
# Usage: Rscript localg.R N   prints "seconds=… checksum=…" (the sum of |z|); needs the package spdep.
side <- as.integer(commandArgs(trailingOnly = TRUE)[1])
cells <- side * side
# the same values as our side: Knuth's multiplicative hash, made skewed like counts
hashed <- (as.numeric(seq_len(cells)) * 2654435761) %% 4294967296 / 4294967296
x <- floor(10 * hashed^3)
started <- proc.time()[["elapsed"]]
suppressPackageStartupMessages(library(spdep))
neighbours <- include.self(cell2nb(side, side, type = "queen"))
z <- as.numeric(localG(x, nb2listw(neighbours, style = "B")))
cat(sprintf("seconds=%.3f checksum=%.6f\n", proc.time()[["elapsed"]] - started, sum(abs(z))))
