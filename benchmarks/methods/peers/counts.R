# Count regressions by MASS and pscl: the peer of benchmarks/methods/lines/counts.ts.
# Usage: Rscript counts.R FOLDER ROWS MODEL
args <- commandArgs(trailingOnly = TRUE)
n <- as.integer(args[2])
model <- args[3]
values <- readBin(file.path(args[1], "panel.f64"), "double", 5 * n)
panel <- as.data.frame(matrix(values, n, 5, dimnames = list(NULL, c("y", "x1", "x2", "treat", "exposure"))))
suppressPackageStartupMessages(if (model == "negative-binomial") library(MASS) else library(pscl))
started <- proc.time()[["elapsed"]]
fit <- switch(model,
  "negative-binomial" = glm.nb(y ~ x1 + x2 + treat + offset(exposure), data = panel),
  "zero-inflated" = zeroinfl(y ~ x1 + x2 + treat + offset(exposure) | x1, data = panel, dist = "negbin"),
  "hurdle" = hurdle(y ~ x1 + x2 + treat + offset(exposure) | x1, data = panel, dist = "negbin"))
seconds <- proc.time()[["elapsed"]] - started
check <- c(unlist(coef(fit)), fit$theta)
cat(sprintf('{"seconds":%.3f,"check":[%s]}\n', seconds, paste(sprintf("%.10g", check), collapse = ",")))
