# FOLDER interaction; the data are the package's own
args <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages(library(surveillance))
data(imdepi)
siaf <- if (args[2] == "gaussian") siaf.gaussian() else siaf.constant()
started <- proc.time()[["elapsed"]]
fit <- suppressWarnings(twinstim(
  endemic = addSeason2formula(~ offset(log(popdensity)) + I(start / 365 - 3.5), S = 1, period = 365, timevar = "start"),
  epidemic = ~1, siaf = siaf, data = imdepi, subset = !is.na(agegrp),
  start = if (args[2] == "gaussian") c("e.siaf.1" = 3) else NULL,
  model = FALSE, cumCIF = FALSE, verbose = FALSE
))
seconds <- proc.time()[["elapsed"]] - started
cat(sprintf('{"seconds":%.3f,"check":[%.6f]}\n', seconds, as.numeric(logLik(fit))))
