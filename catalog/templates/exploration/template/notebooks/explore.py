# %% [markdown]
# # First look
# Every cell starts with `# %%`: VS Code and Jupytext open this file as a notebook, and a test runs it from top to bottom.

# %%
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
TARGET = "target"

# %% [markdown]
# ## The table
# The bundled rows are synthetic. Put your own table into `data/` and name it here; keep personal data out of the repository.

# %%
table = pd.read_csv(ROOT / "data" / "sample.csv")
print(table.describe(include="all").transpose().to_string())

# %% [markdown]
# ## What is missing

# %%
missing = table.isna().mean().rename("share of empty cells")
print(missing[missing > 0].to_string())

# %% [markdown]
# ## What goes along with the target

# %%
numbers = table.select_dtypes("number")
related = numbers.corr()[TARGET].drop(TARGET).abs().sort_values(ascending=False).rename("correlation with the target")
print(related.to_string())

# %% [markdown]
# ## Is there anything to learn?
# A model that beats "always the most frequent answer" on rows it has not seen is a reason to ask for a real project.

# %%
from sklearn.dummy import DummyClassifier  # noqa: E402
from sklearn.impute import SimpleImputer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import cross_val_score  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

inputs, target = numbers.drop(columns=[TARGET]), table[TARGET]
simple = make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression())
scores = {
    "always the same": cross_val_score(DummyClassifier(), inputs, target, cv=5).mean(),
    "a simple model": cross_val_score(simple, inputs, target, cv=5).mean(),
}
for name, score in scores.items():
    print(f"{name}: accuracy {score:.3f}")
